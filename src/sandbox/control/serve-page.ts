import { readFile } from 'node:fs/promises'

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['index.html', 'text/html'],
  '/control.css': ['control.css', 'text/css'],
  '/control.js': ['control.js', 'text/javascript'],
  '/element.js': ['element.js', 'text/javascript'],
}

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
}

/** The page's own files, and nothing else. */
export async function servePage(request: Request): Promise<Response> {
  const file = files[new URL(request.url).pathname]
  if (file === undefined || request.method !== 'GET') return new Response('Not found', { status: 404, headers })
  const [name, type] = file
  const content = await readFile(new URL(`./page/${name}`, import.meta.url))
  return new Response(content, { headers: { ...headers, 'content-type': `${type}; charset=utf-8` } })
}
