/** What the steps of the proof have in common. */
import type { Built } from '@shop/dev/containers/images.ts'
import type { ContainerEngine } from './engine.ts'

export type ComposeProofState = { readonly engine: ContainerEngine; readonly images: () => Promise<readonly Built[]> }
export type ProofStep = { readonly name: string; readonly work: (seen: ComposeProofState) => Promise<string> }

/** Behind `docker compose`. */
export const upArguments = ['up', '--detach', '--wait', '--wait-timeout', '300', '--no-build']

export function acceptance({ engine }: ComposeProofState): Promise<string> {
  return acceptedWith(engine, [])
}

export async function acceptedWith(
  engine: ContainerEngine,
  options: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<string> {
  const lines: string[] = []
  const args = ['--url', engine.url, '--timeout', '120s', ...options]
  try {
    const said = await engine.project('tests/acceptance/main.ts', args, (line) => lines.push(line), env)
    return said.split('\n').at(-1) ?? ''
  } catch (error) {
    throw new Error(lines.filter((line) => !line.startsWith('ok ')).join('\n'), { cause: error })
  }
}
