/** What the command line asks for. */
import { parseArgs } from 'node:util'
import { Obstacle } from '@shop/dev/obstacle.ts'
import { services, type ServiceName } from '@shop/dev/shop/topology.ts'
import type { Arrivals } from './load/schedule.ts'
import { peerShapes, type PeerShape } from './systems/restate/services.ts'

export type Options = {
  readonly shop: boolean
  readonly peers: readonly PeerShape[]
  readonly rates: readonly number[]
  readonly minutes: number
  readonly highest: boolean
  readonly hot: boolean
  readonly growth: number | undefined // orders
  readonly soak: number | undefined // minutes
  readonly soakRate: number
  readonly inFlight: number
  readonly users: number
  readonly products: number
  readonly arrivals: Arrivals
  readonly keys: boolean
  readonly seed: number
  readonly profile: readonly ServiceName[]
}

export const usage = `npm run bench:saga -- [options]

  --rates 20,50         orders a second to measure latency at; or none
  --minutes 1           how long each rate is held; fractions are fine
  --no-highest          leave out the search for the highest rate
  --hot                 also the highest rate where everybody wants one product
  --growth 100000       the shop with 1,000 orders, then with so many: latency and pages
  --soak 30             so many minutes of everyday load: memory
  --soak-rate 20        orders a second of that
  --peer restate        the same saga on Restate, too; --peer-shape workflow: one or several of ${peerShapes.join(', ')}
  --no-shop             only the peer
  --in-flight 256       orders under way when the highest rate is looked for
  --users 1000          how many buy;  --products 100  what
  --arrivals poisson    or fixed: one every 1/rate
  --keys                every order with an idempotency key
  --seed 1              other buyers, other moments
  --profile order,pay   write CPU profiles of these services (${services.join(', ')}) into the results' folder
`

/** Throws an Obstacle that says what is wrong with which option. */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parse(args)
  if (values.help) return 'help'
  const { peer, 'peer-shape': shapes } = values
  if (peer !== undefined && peer !== 'restate') throw new Obstacle(`--peer is ${peer}; expected restate`)
  return {
    shop: values.shop,
    peers: peer === undefined ? [] : list(shapes).map((shape) => oneOf('peer-shape', shape, peerShapes)),
    rates: list(values.rates).map((rate) => number('rates', rate, 0.1)),
    minutes: number('minutes', values.minutes, 0.01),
    highest: values.highest,
    hot: values.hot,
    growth: values.growth === undefined ? undefined : number('growth', values.growth, 2_000),
    soak: values.soak === undefined ? undefined : number('soak', values.soak, 0.1),
    soakRate: number('soak-rate', values['soak-rate'], 0.1),
    inFlight: number('in-flight', values['in-flight'], 1),
    users: number('users', values.users, 1),
    products: number('products', values.products, 1),
    arrivals: oneOf('arrivals', values.arrivals, ['poisson', 'fixed'] as const),
    keys: values.keys,
    seed: number('seed', values.seed, 0),
    profile: list(values.profile).map((name) => oneOf('profile', name, services)),
  }
}

function parse(args: readonly string[]) {
  const text = (byDefault: string) => ({ type: 'string', default: byDefault }) as const
  const flag = (byDefault: boolean) => ({ type: 'boolean', default: byDefault }) as const
  try {
    return parseArgs({
      args: [...args],
      allowNegative: true,
      options: {
        help: flag(false),
        shop: flag(true),
        peer: { type: 'string' },
        'peer-shape': text('workflow'),
        rates: text('20,50'),
        minutes: text('1'),
        highest: flag(true),
        hot: flag(false),
        growth: { type: 'string' },
        soak: { type: 'string' },
        'soak-rate': text('20'),
        'in-flight': text('256'),
        users: text('1000'),
        products: text('100'),
        arrivals: text('poisson'),
        keys: flag(false),
        seed: text('1'),
        profile: text(''),
      },
    })
  } catch (error) {
    throw new Obstacle(error instanceof Error ? error.message : String(error))
  }
}

function list(text: string): string[] {
  return text === 'none' ? [] : text.split(',').filter(Boolean)
}

function number(name: string, text: string, least: number): number {
  const value = Number(text)
  if (!Number.isFinite(value) || value < least)
    throw new Obstacle(`--${name} is "${text}"; expected a number from ${least}`)
  return value
}

function oneOf<const Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text)
  if (!found) throw new Obstacle(`--${option} is ${text}; expected one of ${names.join(', ')}`)
  return found
}
