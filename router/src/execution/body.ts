/** Writes the body of a fetch's request: its fixed text is made once, only variables and representations are filled in. */

import type { Variables } from '../executor.ts'
import { own } from '../json.ts'
import type { FetchStep } from '../planning/plan-form.ts'

/** @param representations JSON text of the list's elements, with commas between; undefined for a fetch of the operation's root */
export type WriteBody = (variables: Variables, representations: string | undefined) => string

export function compileBody(step: FetchStep): WriteBody {
  const name = step.operationName === undefined ? '' : `,"operationName":${JSON.stringify(step.operationName)}`
  const start = `{"query":${JSON.stringify(step.operation)}${name},"variables":{`
  const keys = step.variables.map(([variable, inside]) => ({ variable, key: `${JSON.stringify(inside)}:` }))
  return (variables, representations) => {
    let text = start
    let separator = ''
    for (const { variable, key } of keys) {
      const value = own(variables, variable)
      if (value === undefined) continue
      text += separator + key + JSON.stringify(value)
      separator = ','
    }
    return representations === undefined ? `${text}}}` : `${text}${separator}"representations":[${representations}]}}`
  }
}
