import { setTimeout as after } from 'node:timers/promises'

/** Resolves where the dependency works; rejects where it does not. */
export type HealthCheck = () => Promise<unknown>

export type Readiness = {
  readonly ready: boolean
  readonly parts: Readonly<Record<string, 'up' | 'down' | 'starting'>>
}

const CHECK_TIMEOUT_MS = 2_000

/**
 * What a process is able to do. It is alive as long as it answers at all; it is ready while every required dependency
 * answers its check, and until it drains. A supervisor that restarts processes looks at liveness only, which depends on nothing.
 *
 * @example
 * const health = new Health()
 * health.expect('nats') // from now on: starting
 * health.watch('nats', () => nats.rtt())
 * const { ready, parts } = await health.ready() // true, { nats: 'up' }
 */
export class Health {
  readonly #parts = new Map<string, HealthCheck | undefined>()
  readonly #shown = new Set<string>()
  #draining = false
  #running: Promise<Readiness> | undefined

  /** Names a dependency that has to come up; it counts as starting until `watch` gives it a check. */
  expect(...names: readonly string[]): void {
    for (const name of names) this.#parts.set(name, undefined)
  }

  /** Whether every dependency has come up once. */
  get isStarted(): boolean {
    return this.#parts.size > 0 && [...this.#parts.values()].every((check) => check !== undefined)
  }

  /** `counts: false`: it is shown, and the process is ready without it. */
  watch(name: string, check: HealthCheck, { counts = true } = {}): void {
    this.#parts.set(name, check)
    if (counts) this.#shown.delete(name)
    else this.#shown.add(name)
  }

  /** From here on the process is not ready, whatever its dependencies say: balancers send new work elsewhere. */
  drain(): void {
    this.#draining = true
  }

  /** Never rejects. Calls that come while one is under way share its answer. */
  ready(): Promise<Readiness> {
    this.#running ??= this.#look().finally(() => (this.#running = undefined))
    return this.#running
  }

  async #look(): Promise<Readiness> {
    const states = await Promise.all(
      [...this.#parts].map(async ([name, check]) => [name, check ? await state(check) : 'starting'] as const),
    )
    const ready = !this.#draining && states.every(([name, state]) => state === 'up' || this.#shown.has(name))
    return { ready, parts: Object.fromEntries(states) }
  }
}

async function state(check: HealthCheck): Promise<'up' | 'down'> {
  const timeout = new AbortController()
  const late = after(CHECK_TIMEOUT_MS, 'down' as const, { signal: timeout.signal, ref: false })
  try {
    return await Promise.race([late, check().then(() => 'up' as const)])
  } catch {
    return 'down'
  } finally {
    timeout.abort()
    late.catch(() => undefined)
  }
}
