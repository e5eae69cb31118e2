/** How our server is started. */
export interface ServerStart {
  /** The server's name in the client. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** A server's entry in a client's config. */
export type ServerEntry = Readonly<Record<string, unknown>>;

/** How long Goose waits for an answer, in seconds; what it writes itself. */
const gooseTimeout = 300;

/** The ways clients write a server that they start themselves. Each client's row names one. */
export const stdioShapes = {
  command: ({ command, args }) => ({ command, args }),
  'typed-command': ({ command, args }) => ({ type: 'stdio', command, args }),
  /** Without `tools`, Copilot CLI offers none of them. */
  'command-with-tools': ({ command, args }) => ({ type: 'stdio', command, args, tools: ['*'] }),
  /** Cline's own dialog writes the switch with every server. */
  'command-with-switch': ({ command, args }) => ({ command, args, disabled: false }),
  'typed-command-with-switch': ({ command, args }) => ({ type: 'stdio', command, args, disabled: false }),
  opencode: ({ command, args }) => ({ type: 'local', command: [command, ...args], enabled: true }),
  goose: ({ name, command, args }) => ({
    type: 'stdio',
    name,
    description: 'Skills installed with AI OS',
    cmd: command,
    args,
    envs: {},
    enabled: true,
    timeout: gooseTimeout,
  }),
} as const satisfies Readonly<Record<string, (start: ServerStart) => ServerEntry>>;

export type StdioShape = keyof typeof stdioShapes;
