/** Loaded before a command (`node --import`): its command line is read by the command's own options, and then it ends, having done nothing. */
import { createRequire } from 'node:module'

const { Command } = createRequire(new URL('../../platform/package.json', import.meta.url))(
  '@commander-js/extra-typings',
)
const { action, parse, parseAsync } = Command.prototype

Command.prototype.action = function () {
  return action.call(this, () => undefined)
}
Command.prototype.hook = function () {
  return this
}
Command.prototype.parse = function (...args) {
  parse.apply(this, args)
  process.exit(0)
}
Command.prototype.parseAsync = async function (...args) {
  await parseAsync.apply(this, args)
  process.exit(0)
}
