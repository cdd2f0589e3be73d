/**
 * Crashes this process, as a kill would, at the failpoints that a test has armed: a file <service>.<failpoint>.<event type> in a
 * folder that they share. The process that deletes the file crashes, so each arming is for one crash.
 */

import { unlinkSync } from 'node:fs'
import path from 'node:path'
import { armFailpoints, type Failpoint } from './failpoints.ts'

/** The name of the file that arms one. `any`: whatever the event. */
export function armingFile(service: string, failpoint: Failpoint, eventType: string): string {
  return `${service}.${failpoint}.${eventType}`
}

/** Arms every failpoint: the process kills itself at the one whose file stands in `folder`, which is taken away. For tests. */
export function crashAtFailpoints(service: string, folder: string): void {
  armFailpoints((failpoint, eventTypes) => {
    for (const type of ['any', ...eventTypes()]) {
      if (!takeAway(path.join(folder, armingFile(service, failpoint, type)))) continue
      process.kill(process.pid, 'SIGKILL')
      for (;;); // nothing may happen between the failpoint and the kill
    }
  })
}

function takeAway(file: string): boolean {
  try {
    unlinkSync(file)
    return true
  } catch {
    return false // not armed
  }
}
