const entities: Readonly<Record<string, string>> = { nbsp: ' ', amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/**
 * The lines that follow `/import` in a message. Clients send line breaks as such, as `<br>` or as paragraphs, and turn
 * addresses into links.
 */
export function pastedLines(text: string): string {
  return text
    .replace(/<at\b[^<>]*>[^<]*<\/at>/gi, ' ')
    .replace(/<br\b[^<>]*>|<\/(?:p|div|li|tr)>(?:\r?\n)?/gi, '\n')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\[([^[\]]*)\]\(mailto:[^()]*\)/gi, '$1')
    .replace(/&(nbsp|amp|lt|gt|quot|#39);/gi, (_, name: string) => entities[name.toLowerCase()] ?? '')
    .replace(/^\s*\/?import\b[^\S\r\n]*(?:\r\n|\r|\n)?/i, '')
}
