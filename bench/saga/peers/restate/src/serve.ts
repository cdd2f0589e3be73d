/**
 * One process of the peer: `node serve.ts PORT workflow`, or `node serve.ts PORT objects NAME...` for the services of these names. It listens
 * on the loopback, and writes a line for every delivery as soon as that is stored: `prepared ORDER_ID`.
 */
import { createServer } from 'node:http2'
import { createEndpointHandler } from '@restatedev/restate-sdk'
import { connectDatabase } from './database.ts'
import { objectsOf } from './objects.ts'
import { workflowOf } from './workflow.ts'
import { writesTo } from './writes.ts'

const newestOrders = 200 // as many as the shop's documents remember

const [port, shape, ...names] = process.argv.slice(2)
const database = await connectDatabase()
const prepared = (orderId: string): void => void process.stdout.write(`prepared ${orderId}\n`)
const services =
  shape === 'workflow'
    ? [workflowOf(writesTo(database, newestOrders), prepared)]
    : objectsOf(writesTo(database, 1), prepared).filter(({ name }) => names.includes(name))
createServer(createEndpointHandler({ services })).listen(Number(port), '127.0.0.1')
