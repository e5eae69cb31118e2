import fc from 'fast-check';

/**
 * Property tests draw the same cases in every run, so that a failure is the change's and not the day's. Look for new
 * ones with `PROPERTY_SEED=$RANDOM npm test -- unit`.
 */
const seed = Number(process.env.PROPERTY_SEED ?? 20_261_121);
fc.configureGlobal({ seed });
