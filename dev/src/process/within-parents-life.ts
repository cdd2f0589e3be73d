/**
 * Where the machine can (Linux, setpriv of util-linux), the kernel signals a child to stop when its parent is gone: a supervisor
 * that was killed leaves nothing behind. Elsewhere the next start finds and ends what lingers.
 */
import type { Command } from './command.ts'
import { findOnPath } from './path.ts'

const setpriv = process.platform === 'linux' ? findOnPath('setpriv') : undefined

// `nobody`, on every Linux. dac_override: the data may lie under a home folder that only root may enter.
const dropPrivileges = [
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup', // else access(2) would forget that capability
]

export function withinParentsLife(command: Command): { file: string; args: string[] } {
  const { file, args } = command
  if (!setpriv) return { file, args: [...args] }
  const asUnprivileged = command.unprivileged && process.getuid?.() === 0 ? dropPrivileges : []
  const signal = (command.stopSignal ?? 'SIGTERM').replace('SIG', '')
  return { file: setpriv, args: [`--pdeathsig=${signal}`, ...asUnprivileged, '--', file, ...args] }
}
