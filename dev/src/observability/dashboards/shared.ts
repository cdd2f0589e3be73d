/** Panels that stand on several pages. */
import type { Panel } from './panel.ts'

export const dependencies: Panel = {
  title: 'Dependencies that answer',
  description: 'Whether what a service needs answers it, the worst replica of each: 1 is well.',
  unit: 'bool_on_off',
  shows: { '{{service}} to {{part}}': 'min by (service, part) (part_up)' },
}

export const outboxes: Panel = {
  title: 'Oldest event in an outbox',
  description:
    'How long the oldest event that is stored has waited to be published: two seconds at most in a sound shop.',
  unit: 's',
  shows: { '{{service}}': 'max by (service) (shop_outbox_age_seconds)' },
}

export const deadLetters: Panel = {
  title: 'Dead letters',
  description: 'Messages that a service could not handle, now: 0 is well, but for those parked for a later release.',
  unit: 'short',
  shows: { '{{service}} {{kind}}': 'max by (service, kind) (shop_dead_letters)' },
}
