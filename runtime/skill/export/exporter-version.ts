/** Raised whenever the same skill is exported differently, so that recorded digests are made anew. */
export const exporterVersion = 3;
