/** A text as OData string literal, ready for a query: neither quotes nor `&`, `#` or `+` in it can end it early. */
export function odataString(text: string): string {
  return encodeURIComponent(`'${text.toWellFormed().replaceAll("'", "''")}'`)
}
