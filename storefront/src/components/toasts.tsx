import { Toast } from '@base-ui/react/toast'
import type { ReactNode } from 'react'
import { useText } from '../language/language.tsx'

/** Short words on what was done, which go away by themselves. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  return (
    <Toast.Provider>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="toasts">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

function List() {
  const t = useText()
  const { toasts } = Toast.useToastManager()
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className="toast">
      <Toast.Content className="toast-content">
        <Toast.Title className="toast-title" />
        <Toast.Close className="toast-close" aria-label={t('close')}>
          ×
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}

export function useToast(): (title: string) => void {
  const { add } = Toast.useToastManager()
  return (title) => void add({ title })
}
