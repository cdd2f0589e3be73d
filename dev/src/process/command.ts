/** A program to run, before it runs. */
export type Command = {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string | undefined>> // beside this process's own
  readonly cwd?: string
  readonly stopSignal?: 'SIGTERM' | 'SIGINT' // what makes it stop in order; SIGTERM by default
  /** PostgreSQL refuses to run as root: run as `nobody`, keeping only root's permission to enter folders that are closed to others. */
  readonly unprivileged?: boolean
}
