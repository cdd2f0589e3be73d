import './garbage-collection.ts'
import { serveCommand } from './serve-command.ts'

await serveCommand({ script: 'router' }).parseAsync()
