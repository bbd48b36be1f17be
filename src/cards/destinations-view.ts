import type { ConfiguredDestination } from '../domain/destination.ts'
import type { DestinationsMessage } from '../domain/messages/destinations.ts'
import { backButton, type CardButton, cardButton } from './card-button.ts'
import { andMore, counted } from './count-words.ts'
import { holderAbout, inertHolderName, inertPersonName } from './credential-words.ts'
import { placeWords } from './destination-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { dateMacro } from './time-words.ts'

/** What `templates/destinations.json` binds. */
export interface DestinationsView {
  readonly summary: string
  readonly dryRun: boolean
  readonly name: string
  readonly about: string
  readonly news: string
  readonly problem: string
  readonly rows: readonly DestinationRowView[]
  readonly more: string
  readonly empty: string
  readonly mayChange: boolean
  readonly typed: string
  readonly examples: readonly string[]
  readonly buttons: readonly CardButton[]
}

interface DestinationRowView {
  readonly place: string
  readonly about: string
  readonly buttons: readonly CardButton[]
}

export function destinationsView(message: DestinationsMessage, maxRows: number): DestinationsView {
  const { holder, destinations, mayChange } = message
  const name = inertHolderName(holder)
  return {
    summary: `${name}: ${counted(destinations.length, 'destination')}`,
    dryRun: message.dryRun,
    name,
    about: holderAbout(holder),
    news: inertText(message.news ?? '', SENTENCE_LENGTH),
    problem: inertText(message.problem ?? '', SENTENCE_LENGTH),
    rows: destinations.slice(0, maxRows).map((destination) => rowView(message, destination)),
    more: andMore(destinations.length - maxRows),
    empty: destinations.length > 0 ? '' : `${noneYet}${mayChange ? '' : ' An administrator can add a place.'}`,
    mayChange,
    typed: inertText(message.typed, SENTENCE_LENGTH),
    examples: message.examples.map((example) => inertText(example, SENTENCE_LENGTH)),
    buttons: [...(mayChange ? [cardButton('addDestination', holder, { readsInputs: true })] : []), backButton(holder)],
  }
}

const noneYet = 'None yet. A new secret stays in the vault of Keyturn, and an owner deploys it by hand.'

function rowView({ holder, mayChange }: DestinationsMessage, destination: ConfiguredDestination): DestinationRowView {
  const { destinationId, target, isRequired, addedBy, addedAt } = destination
  const place = placeWords(target)
  return {
    place: `${place.charAt(0).toUpperCase()}${place.slice(1)}`,
    about: `${isRequired ? 'Required' : 'Optional'} · added by ${inertPersonName(addedBy)} on ${dateMacro(addedAt)}`,
    buttons: mayChange ? [cardButton('removeDestination', holder, { destinationId, readsInputs: false })] : [],
  }
}
