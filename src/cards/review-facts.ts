import type { AccessReview } from '../domain/access-review.ts'
import { powerOf } from '../domain/high-privilege.ts'
import { inertPersonName, nameList } from './credential-words.ts'
import { placeWords } from './destination-words.ts'
import { inertText, SENTENCE_LENGTH } from './neutralize.ts'
import { dateMacro } from './time-words.ts'
import type { Accent } from './urgency.ts'

/** One line of an access review. */
export interface ReviewFact {
  readonly label: string
  readonly value: string
  readonly accent: Accent
}

const MAX_NAMED = 6

/** What the reviewer needs, most telling first; empty where nothing is reviewed. */
export function reviewFacts(review: AccessReview | null): readonly ReviewFact[] {
  if (review === null) return []
  const { request, lastRotation, createdAt, lastSignInAt, destinations } = review
  return [
    ...(request === null
      ? []
      : [
          fact('Asked by', request.by === null ? 'the schedule' : inertPersonName(request.by)),
          fact('Reason given', inertText(request.reason, SENTENCE_LENGTH) || 'none'),
          fact('Answer by', dateMacro(request.until)),
        ]),
    ...permissionFacts(review),
    fact('Last sign-in with it', lastSignInAt === null ? 'not known' : dateMacro(lastSignInAt)),
    fact('Created', createdAt === null ? 'not known' : dateMacro(createdAt)),
    fact(
      'Last rotated by',
      lastRotation === null
        ? 'nobody, by the records'
        : `${inertPersonName(lastRotation.by)} on ${dateMacro(lastRotation.at)}`,
    ),
    fact('Goes to', nameList(destinations, placeWords, 3) || 'the vault of Keyturn only'),
  ]
}

/** What is dangerous in words for people who know no permission by its name; the others by name. */
function permissionFacts({ permissions, highPrivilege }: AccessReview): readonly ReviewFact[] {
  if (permissions === null) return [fact('Can do', 'not known: its permissions could not be read')]
  if (permissions.length === 0) return [fact('Can do', 'nothing by itself: it has no application permissions')]
  const others = permissions.filter((value) => !highPrivilege.includes(value))
  const powers = nameList(highPrivilege, powerWords, MAX_NAMED, '; ')
  const names = nameList(others, (value) => inertText(value), MAX_NAMED)
  return [
    ...(powers === '' ? [] : [fact('Can do', powers, 'Attention')]),
    ...(names === '' ? [] : [fact(powers === '' ? 'Can do' : 'Besides', names)]),
  ]
}

function powerWords(permission: string): string {
  const power = powerOf(permission)
  return inertText(power.includes(permission) ? power : `${power} (${permission})`)
}

function fact(label: string, value: string, accent: Accent = 'Default'): ReviewFact {
  return { label, value, accent }
}
