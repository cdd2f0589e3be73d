/** When each container of a start was there, so that whoever finds it slow sees where the time goes. */
import type { ContainerEngine } from './engine.ts'

const EVENT = '{{.TimeNano}}\t{{.Action}}\t{{index .Actor.Attributes "com.docker.compose.service"}}'

/** Since then (ms of the epoch), in seconds: when it was started, and when it was healthy, or, of a job, over. */
export async function startTimes(engine: ContainerEngine, since: number): Promise<string> {
  const seconds = (ms: number): string => (ms / 1_000).toFixed(3)
  const span = ['--since', seconds(since), '--until', seconds(Date.now())]
  const lines = await engine.engine('events', ...span, '--filter', 'type=container', '--format', EVENT)
  const times = new Map<string, { started: string; there: string }>()
  for (const line of lines.split('\n')) {
    const [nanoseconds = '', action = '', service = ''] = line.split('\t')
    const after = ((Number(nanoseconds) / 1e6 - since) / 1_000).toFixed(1)
    const known = times.get(service) ?? { started: '', there: '' }
    if (action === 'start') times.set(service, { ...known, started: after })
    if (action === 'health_status: healthy' || action === 'die') times.set(service, { ...known, there: after })
  }
  return [...times].map(([service, { started, there }]) => `${service} ${started} to ${there}`).join(', ')
}
