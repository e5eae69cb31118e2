/** @npmcli/config 10 has no types of its own. What is used of it; both are CommonJS. */
declare module '@npmcli/config' {
  type Level = 'default' | 'builtin' | 'global' | 'user' | 'project' | 'env' | 'cli';

  class Config {
    constructor(options: {
      definitions: object;
      shorthands: object;
      flatten: (values: object, flat: object) => void;
      nerfDarts?: readonly string[];
      npmPath: string;
      env: Record<string, string | undefined>;
      argv: readonly string[];
      platform: string;
      execPath: string;
      cwd: string;
    });
    load(): Promise<void>;
    /** Where the value that is in force was set. */
    find(key: string): Level | null;
    /** The settings under the names that npm's libraries take. */
    readonly flat: Readonly<Record<string, unknown>>;
  }
  export = Config;
}

declare module '@npmcli/config/lib/definitions/index.js' {
  const definitions: {
    readonly definitions: object;
    readonly shorthands: object;
    readonly nerfDarts: readonly string[];
    flatten(values: object, flat: object): void;
  };
  export = definitions;
}
