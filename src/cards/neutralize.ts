/** Longest name on a card, in characters as a reader counts them. */
export const NAME_LENGTH = 100
/** Longest sentence that may hold somebody else's words: a reason, a problem, a failure. */
export const SENTENCE_LENGTH = 500

const HAIR_SPACE = '\u200a'
const invisible = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu
const stackedMarks = /(\p{M}{4})\p{M}+/gu
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Makes somebody else's text harmless where no Markdown is read: `TextRun`, inputs, choices, summary.
 * A `TextRun` still executes `{{DATE(…)}}` (adaptivecards 3, text-formatters), so brace pairs are split.
 */
export function inertText(text: string, maxCharacters: number = NAME_LENGTH): string {
  // Bounds the work on a text of megabytes; generous enough to never shorten what is kept below.
  const bounded = text.slice(0, maxCharacters * 40)
  const visible = bounded.toWellFormed().replace(/\s+/gu, ' ').replace(invisible, '').replace(stackedMarks, '$1')
  const inert = visible.replace(/ +/g, ' ').replace(/(?<=[{$])(?=\{)/g, HAIR_SPACE)
  return cutAt(inert.trim(), maxCharacters)
}

/** The same for places that read Markdown: signs are escaped, and addresses that link by themselves are split. */
export function inertMarkdown(text: string, maxCharacters: number = NAME_LENGTH): string {
  return inertText(text, maxCharacters)
    .replace(/[\\`*_{}[\]()#+\-!<>|~]/g, '\\$&')
    .replace(/:(?=\/\/)|(?<=\bwww)\./gi, `$&${HAIR_SPACE}`)
}

/** A name for a `TextRun`; `missing` stands where nothing visible is left of it. */
export function inertName(name: string | null, missing: string): string {
  return inertText(name ?? '') || missing
}

function cutAt(text: string, maxCharacters: number): string {
  const kept: string[] = []
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length === maxCharacters) return `${kept.slice(0, -1).join('').trimEnd()}…`
    kept.push(segment)
  }
  return text
}
