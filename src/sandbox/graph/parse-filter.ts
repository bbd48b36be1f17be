import { invalidFilter, type Literal, readTokens, type Token } from './filter-tokens.ts'

export type Comparison = 'eq' | 'ne' | 'ge' | 'le' | 'gt' | 'lt' | 'in' | 'startswith' | 'endswith' | 'contains'

export type FilterNode =
  | { readonly type: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly type: 'not'; readonly node: FilterNode }
  | { readonly type: 'compare'; readonly path: string; readonly by: Comparison; readonly values: readonly Literal[] }
  | { readonly type: 'any'; readonly path: string; readonly variable: string; readonly node: FilterNode }

const operators: readonly string[] = ['eq', 'ne', 'ge', 'le', 'gt', 'lt', 'in'] satisfies Comparison[]
const functions: readonly string[] = ['startswith', 'endswith', 'contains'] satisfies Comparison[]

/** The part of OData's filter grammar that directory queries use. */
export function parseFilter(filter: string): FilterNode {
  const tokens = readTokens(filter)
  let at = 0

  function take(type: Token['type'], text?: string): Token | undefined {
    const token = tokens[at]
    if (token?.type !== type) return undefined
    if (text !== undefined && (token.type === 'literal' || token.text.toLowerCase() !== text)) return undefined
    at += 1
    return token
  }

  function expect(text: string): void {
    if (take('mark', text) === undefined) throw invalidFilter(`'${text}' expected in '${filter}'`)
  }

  function name(): string {
    const token = take('name')
    if (token?.type !== 'name') throw invalidFilter(`a property expected in '${filter}'`)
    return token.text
  }

  function literal(): Literal {
    const token = take('literal')
    if (token?.type !== 'literal') throw invalidFilter(`a value expected in '${filter}'`)
    return token.value
  }

  function joined(type: 'and' | 'or', operand: () => FilterNode): FilterNode {
    const first = operand()
    const nodes = [first]
    while (take('name', type)) nodes.push(operand())
    return nodes.length === 1 ? first : { type, nodes }
  }

  function anyOf(): FilterNode {
    return joined('or', () => joined('and', unary))
  }

  function unary(): FilterNode {
    if (take('name', 'not')) return { type: 'not', node: unary() }
    if (!take('mark', '(')) return comparison()
    const node = anyOf()
    expect(')')
    return node
  }

  function comparison(): FilterNode {
    const path = name()
    const next = tokens[at]
    if (next?.type !== 'mark' || next.text !== '(') return compare(path)
    at += 1
    return functions.includes(path.toLowerCase()) ? call(path.toLowerCase()) : lambda(path)
  }

  function call(by: string): FilterNode {
    const path = name()
    expect(',')
    const values = [literal()]
    expect(')')
    return { type: 'compare', path, by: comparisonNamed(by), values }
  }

  function lambda(path: string): FilterNode {
    if (!path.endsWith('/any')) throw invalidFilter(`'${path}' is no known function`)
    const variable = name()
    expect(':')
    const node = anyOf()
    expect(')')
    return { type: 'any', path: path.slice(0, -'/any'.length), variable, node }
  }

  function compare(path: string): FilterNode {
    const by = comparisonNamed(name().toLowerCase())
    return { type: 'compare', path, by, values: by === 'in' ? list() : [literal()] }
  }

  function list(): Literal[] {
    expect('(')
    const values = [literal()]
    while (take('mark', ',')) values.push(literal())
    expect(')')
    return values
  }

  const node = anyOf()
  if (at < tokens.length) throw invalidFilter(`unexpected text at the end of '${filter}'`)
  return node
}

function comparisonNamed(text: string): Comparison {
  const found = [...operators, ...functions].find((known): known is Comparison => known === text)
  if (found === undefined) throw invalidFilter(`'${text}' is no known operator`)
  return found
}
