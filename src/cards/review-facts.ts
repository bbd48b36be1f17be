import type { AccessReview } from '../domain/access-review.ts'
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
    fact('Can do', permissionWords(review), review.highPrivilege.length > 0 ? 'Attention' : 'Default'),
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

function permissionWords({ permissions, highPrivilege }: AccessReview): string {
  if (permissions === null) return 'not known: its permissions could not be read'
  if (permissions.length === 0) return 'no application permissions'
  const ordered = [...highPrivilege, ...permissions.filter((value) => !highPrivilege.includes(value))]
  const named = ordered
    .slice(0, MAX_NAMED)
    .map((value) => inertText(value))
    .join(', ')
  return ordered.length > MAX_NAMED ? `${named} and ${ordered.length - MAX_NAMED} more` : named
}

function fact(label: string, value: string, accent: Accent = 'Default'): ReviewFact {
  return { label, value, accent }
}
