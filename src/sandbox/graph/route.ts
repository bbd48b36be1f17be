import type { GraphCall, Reply } from './graph-call.ts'
import { notSimulated } from './graph-error.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** Below the version; `{}` stands for one id. */
  readonly path: string
  /** Application permissions, each of which suffices. What depends on the object is checked by `answer`. */
  readonly permissions: readonly string[]
  /** Query options that it understands. */
  readonly options?: readonly string[]
  readonly betaOnly?: true
  readonly answer: (call: GraphCall) => Reply
}

export interface MatchedRoute {
  readonly route: Route
  readonly ids: readonly string[]
}

export type Router = (method: string, version: string, path: string) => MatchedRoute

/** Finds routes by method and path; a path that none has is told apart from a wrong method. */
export function createRouter(routes: readonly Route[]): Router {
  const patterns = routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replaceAll(/[.$]/g, '\\$&').replaceAll('{}', '([^/]+)')}$`, 'i'),
  }))
  return (method, version, path) => {
    for (const { route, pattern } of patterns) {
      if (route.method !== method || (route.betaOnly && version !== 'beta')) continue
      const [matched, ...ids] = pattern.exec(path) ?? []
      if (matched !== undefined) return { route, ids }
    }
    throw notSimulated(`${method} /${version}/${path}`)
  }
}
