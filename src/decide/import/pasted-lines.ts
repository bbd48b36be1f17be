import { decodeEntities } from '../decode-entities.ts'

/**
 * The lines that follow `/import` in a message. Clients send line breaks as such, as `<br>` or as paragraphs, and turn
 * addresses into links.
 */
export function pastedLines(text: string): string {
  const withoutTags = text
    .replace(/<at\b[^<>]*>[^<]*<\/at>/gi, ' ')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|li|tr)>(?:\r?\n)?/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\[([^[\]]*)\]\(mailto:[^()]*\)/gi, '$1')
  return decodeEntities(withoutTags).replace(/^\s*(?:\/\s*)?import\b[^\S\r\n]*(?:\r\n|\r|\n)?/i, '')
}
