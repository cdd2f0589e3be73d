/** The planners that are measured: each makes a plan of a document's text, as its router does for a valid one. */

import path from 'node:path'
import federation from '@apollo/federation-internals'
import planning from '@apollo/query-planner'
import { parse } from 'graphql'
import { z } from 'zod'
import { DirectPlanner } from '@shop/router/planning/direct/direct-planner.ts'
import { Planner } from '@shop/router/planning/planner.ts'
import { peers } from '../../router/src/install.ts'

type PlanText = (text: string) => void

/** By name; each is given the supergraph's text. */
export const planners: Readonly<Record<string, (sdl: string) => Promise<PlanText>>> = {
  'ours: directly, or by the planner': (sdl) => {
    const planner = new Planner(sdl)
    const direct = new DirectPlanner(planner.apiSchema, planner.facts.fieldOwners)
    return Promise.resolve((text) => void (direct.plan(parse(text)) ?? planner.plan({ document: text, isValid: true })))
  },
  'ours: by the planner alone': (sdl) => {
    const planner = new Planner(sdl)
    return Promise.resolve((text) => void planner.plan({ document: text, isValid: true }))
  },
  '@apollo/query-planner, as @apollo/gateway has it': (sdl) => {
    const supergraph = federation.Supergraph.build(sdl, {
      supportedFeatures: federation.ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    })
    const planner = new planning.QueryPlanner(supergraph)
    const schema = supergraph.apiSchema()
    return Promise.resolve((text) => void planner.buildQueryPlan(federation.operationFromDocument(schema, parse(text))))
  },
  "Hive's, in Rust": async (sdl) => {
    const file = path.join(peers, 'node_modules', '@graphql-hive', 'router-query-planner', 'dist', 'index.js')
    const { QueryPlanner } = HivePlanner.parse(await import(file))
    const planner = new QueryPlanner(sdl)
    return (text) => void planner.plan(text, undefined, new Set(), 0)
  },
}

type HiveQueryPlanner = {
  readonly plan: (text: string, name: undefined, labels: ReadonlySet<string>, percentage: number) => unknown
}
type HiveConstructor = new (sdl: string) => HiveQueryPlanner

const HivePlanner = z.object({ QueryPlanner: z.custom<HiveConstructor>((value) => typeof value === 'function') })
