import { createRequire } from 'node:module'
import type { RenderedCard } from '../../src/cards/card-template.ts'

/** The bundle is the one build of this package that Node can load; parsing needs no page. */
const { AdaptiveCard, HostConfig, SerializationContext } = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
) as typeof import('adaptivecards')

/** Teams shows six buttons where the library's default allows five. */
const teams = new HostConfig({ actions: { maxActions: 6 } })

export interface CardElement {
  readonly [property: string]: unknown
}

/** Every object in the card, the card itself first. */
export function elementsOf(node: unknown): readonly CardElement[] {
  if (Array.isArray(node)) return node.flatMap(elementsOf)
  if (!isElement(node)) return []
  return [node, ...Object.values(node).flatMap(elementsOf)]
}

export function elementsOfType(rendered: RenderedCard, type: string): readonly CardElement[] {
  return elementsOf(rendered.card).filter((element) => element.type === type)
}

/** Every string that a reader can see, without those of the closed fallback. */
export function visibleTexts(rendered: RenderedCard): readonly string[] {
  return elementsOf(rendered.card).flatMap((element) =>
    ['text', 'title', 'label', 'placeholder', 'errorMessage', 'value'].flatMap((property) => {
      const isChoiceOrFact = element.type === undefined
      const isShown = property !== 'value' || element.type === 'Input.Text' || (isChoiceOrFact && !isId(element.value))
      const text = element[property]
      return isShown && typeof text === 'string' ? [text] : []
    }),
  )
}

/** What the reader sees, one line each, as one text to search in. */
export function textOf(rendered: RenderedCard): string {
  return visibleTexts(rendered).join('\n')
}

export function buttonsOf(rendered: RenderedCard): readonly CardElement[] {
  return elementsOf(rendered.card).filter((element) => String(element.type).startsWith('Action.'))
}

export function titlesOf(rendered: RenderedCard): readonly unknown[] {
  return buttonsOf(rendered).map((button) => button.title)
}

export function buttonTitled(rendered: RenderedCard, title: string): CardElement {
  const found = buttonsOf(rendered).find((button) => button.title === title)
  if (found === undefined) throw new Error(`no button ${title}, only ${titlesOf(rendered).join(', ')}`)
  return found
}

export function inputNamed(rendered: RenderedCard, id: string): CardElement | undefined {
  return elementsOf(rendered.card).find((element) => String(element.type).startsWith('Input.') && element.id === id)
}

/** Values offered by a choice input; empty where there is none. */
export function offeredBy(rendered: RenderedCard, id: string): readonly unknown[] {
  return elementsOf(inputNamed(rendered, id)?.choices).map((choice) => choice.value)
}

export function bytesOf(rendered: RenderedCard): number {
  return Buffer.byteLength(JSON.stringify(rendered.card))
}

/** What the real card library says against the card. */
export function complaintsAbout(rendered: RenderedCard): readonly string[] {
  const context = new SerializationContext()
  const card = new AdaptiveCard()
  card.hostConfig = teams
  card.parse(rendered.card, context)
  const parsing = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message)
  const validity = card.validateProperties().validationEvents.map((event) => event.message)
  return [...parsing, ...validity]
}

function isElement(node: unknown): node is CardElement {
  return typeof node === 'object' && node !== null
}

function isId(value: unknown): boolean {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value)
}
