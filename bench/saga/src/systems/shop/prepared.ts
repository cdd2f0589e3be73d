/** Learns of prepared deliveries from the event stream, as the saga's services do; queries no service. */
import { DeliverPolicy, jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { natsOptions } from '@shop/platform/nats-options.ts'
import type { OnPrepared } from '../system.ts'

const subject = 'events.delivery.DeliveryPrepared.'

/** From now on; `stop` ends it. Only subjects come, no payloads: the order's id is a subject's last part. */
export async function followPrepared(natsUrl: string, prepared: OnPrepared) {
  const nats = await connect(natsOptions({ NATS_URL: natsUrl }, 'bench'))
  const consumer = await jetstream(nats).consumers.get('EVENTS', {
    filter_subjects: `${subject}*`,
    deliver_policy: DeliverPolicy.New,
    headers_only: true,
  })
  const messages = await consumer.consume({
    max_messages: 1_000,
    callback: (message) => prepared(message.subject.slice(subject.length)),
  })
  return {
    version: nats.info?.version ?? 'unknown',
    stop: async (): Promise<void> => {
      messages.stop()
      await nats.close()
    },
  }
}
