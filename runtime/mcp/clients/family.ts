/** What a client takes of a tool's input schema. What is not named here every client takes. */
export interface SchemaLimits {
  /** Keywords it does not take in the schema's root. */
  readonly rootKeywords: readonly string[];
  /** Whether it follows `$ref`. */
  readonly references: boolean;
  /** Whether it takes an array that does not say what is in it. */
  readonly openArrays: boolean;
  /** Form of a property's name; undefined takes any. */
  readonly propertyName?: RegExp;
}

/** Clients that treat a server's tools alike, known by the name they give as `clientInfo.name`. */
export interface ClientFamily {
  /** The client's id in the registry (`enabledFor`); undefined where it is not one we deliver to. */
  readonly id: string | undefined;
  readonly clientInfoName: RegExp;
  /** Characters that a tool's name may have, in all, without what the client puts before it. */
  readonly maxToolName: number;
  readonly maxDescription?: number;
  /** So many tools it hands to its model; undefined where no bound is known. */
  readonly maxTools?: number;
  readonly schema: SchemaLimits;
}
