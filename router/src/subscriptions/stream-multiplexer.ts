import type { Ending, Follower, UpstreamEvent } from './event.ts'

/** What feeds followers: started with one follower, which is the group of all. */
export type EventSource = { readonly start: () => void; readonly stop: () => void }

export type Joined = { readonly leave: () => void }

type Group = {
  readonly source: EventSource
  readonly followers: Set<Follower>
  last: UpstreamEvent | undefined
}

export type JoinOptions = {
  /** Equal for clients that may share a source: same subgraph, text, variables and authorization. */
  readonly key: string
  /** What a source sends first is the present state, so that a later subscriber receives the last of it. */
  readonly replaysState: boolean
  /**
   * May join only a source that has not sent anything yet: it begins somewhere in the past, or it is unknown whether what was
   * sent first is the present state, which a later subscriber would miss.
   */
  readonly joinsOnlyUnbegun: boolean
  readonly create: (follower: Follower) => EventSource
}

/** Sources that several followers share; each ends as soon as its last follower has left. */
export class StreamMultiplexer {
  readonly #groups = new Map<string, Group>()
  #open = 0

  /** Sources that are open. */
  get size(): number {
    return this.#open
  }

  /** `missed` is called at once with the event that a late joiner gets first, where there is one. */
  join(
    { key, replaysState, joinsOnlyUnbegun, create }: JoinOptions,
    follower: Follower,
    missed: (event: UpstreamEvent) => void,
  ): Joined {
    const present = this.#groups.get(key)
    const group = present && !(joinsOnlyUnbegun && present.last) ? present : this.#start(key, create)
    group.followers.add(follower)
    if (replaysState && group.last) missed(group.last)
    if (group.followers.size === 1) group.source.start()
    return { leave: () => this.#leave(key, group, follower) }
  }

  #start(key: string, create: JoinOptions['create']): Group {
    const followers = new Set<Follower>()
    const end = (ending: Ending) => {
      this.#forget(key, group)
      const left = [...followers]
      followers.clear()
      for (const follower of left) follower.end(ending)
    }
    const event = (each: UpstreamEvent) => {
      group.last = each
      for (const follower of followers) follower.event(each)
    }
    const group: Group = { source: create({ event, end }), followers, last: undefined }
    this.#groups.set(key, group)
    this.#open++
    return group
  }

  #leave(key: string, group: Group, follower: Follower): void {
    if (!group.followers.delete(follower) || group.followers.size > 0) return
    this.#forget(key, group)
    group.source.stop()
  }

  #forget(key: string, group: Group): void {
    this.#open--
    if (this.#groups.get(key) === group) this.#groups.delete(key)
  }
}
