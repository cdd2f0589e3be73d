/** A backup, the loss of MongoDB's data, and the way back, by the lines of docs/deploy.md. */
import type { ContainerEngine } from './engine.ts'
import { acceptance, upArguments, type ProofStep } from './proof-step.ts'

const folder = '/backups/proof'

/** `read`: what has to be as before; it answers it as text. */
export function backupSteps(read: (engine: ContainerEngine) => Promise<string>): readonly ProofStep[] {
  let before = ''
  return [
    {
      name: 'a backup, while it runs',
      work: async ({ engine }) => {
        before = await read(engine)
        return last(await recovery(engine, 'recovery/src/backup-main.ts', folder, '--keep', '7', '--keep-days', '30'))
      },
    },
    {
      name: 'MongoDB loses its data, restore',
      work: async ({ engine }) => {
        await engine.compose('down')
        const volumes = engine.substitutes ? ['postgres'] : ['mongodb', 'mongodb-config']
        for (const volume of volumes) await engine.engine('volume', 'rm', `${engine.projectName}_${volume}`)
        await engine.compose('up', '--detach', '--wait', '--no-build', 'mongodb', 'nats')
        await engine.compose('run', '--rm', '--no-TTY', 'mongodb-users')
        const restored = last(await recovery(engine, 'recovery/src/restore-main.ts', folder))
        await engine.compose(...upArguments)
        const after = await read(engine)
        if (after !== before) throw new Error(`expected ${before}, got ${after}`)
        return `${restored} As before: ${after}`
      },
    },
    { name: 'acceptance after restore', work: acceptance },
  ]
}

function recovery(engine: ContainerEngine, ...command: readonly string[]): Promise<string> {
  return engine.compose('run', '--rm', '--no-TTY', 'recovery', ...command)
}

const last = (lines: string): string => lines.split('\n').at(-1) ?? ''
