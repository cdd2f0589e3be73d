import { useState } from 'react'
import type { OperationsChangedSubscription } from '../generated/graphql.ts'
import { OperationsChangedDocument } from '../generated/graphql.ts'
import { useLive } from '../graph/hooks.ts'

export type LiveOperations = OperationsChangedSubscription['operationsChanged']

/** How the shop is doing, and whether that is known at the moment. */
export function useOperations(): { readonly update: LiveOperations | undefined; readonly trouble: boolean } {
  const [update, setUpdate] = useState<LiveOperations>()
  const [trouble, setTrouble] = useState(false)
  useLive(
    OperationsChangedDocument,
    {},
    {
      endless: true,
      onData: ({ operationsChanged }) => {
        setUpdate(operationsChanged)
        setTrouble(false)
      },
      onFailure: () => setTrouble(true),
    },
  )
  return { update, trouble }
}
