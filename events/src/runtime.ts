/** What a service of the machinery is given: of the process that it runs in, and of what it stands on. */
import type { LateNats } from '@shop/platform/late-nats.ts'
import type { Runtime } from '@shop/platform/runtime.ts'
import type { Tracer } from '@shop/platform/tracer.ts'
import type { EventsConfig } from './messaging/stream-settings.ts'
import type { DatabaseSource } from './native-collection.ts'

export type ServiceRuntime = Pick<Runtime, 'name' | 'log' | 'metrics' | 'health' | 'shutdown' | 'fail'> & {
  readonly config: EventsConfig & { readonly ACK_WAIT_MS: number; readonly FAILPOINTS_DIR?: string | undefined }
}

export type ServiceResources = {
  readonly mongo: DatabaseSource
  readonly nats: LateNats
  readonly tracer: Tracer
}
