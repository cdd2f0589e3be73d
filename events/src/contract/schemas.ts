import type { z } from 'zod'

type Schemas = Readonly<Record<string, z.ZodType<object>>>

/** An event of these, as a decider knows it: its type and its data in one. */
export type EventOf<All extends Schemas> = {
  [Type in keyof All]: { readonly type: Type } & Readonly<z.infer<All[Type]>>
}[keyof All]
