import type { MailLine, MailView } from './mail-view.ts'

const quiet = 'margin:0;color:#616161;font-size:14px'
const plain = 'margin:0 0 8px'
const dark = '#242424'
const red = '#a4262c'

/** One column that fits a phone: no images, no links, nothing to load, styles where mail clients keep them. */
export function mailHtml(view: MailView): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no, url=no">
<title>${escaped(view.subject)}</title>
</head>
<body style="margin:0;padding:0;background:#ffffff">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"><tr><td align="center" style="padding:24px 16px">
<div style="max-width:568px;text-align:left;color:${dark};font:16px/1.5 'Segoe UI',system-ui,sans-serif;overflow-wrap:anywhere">
${view.warnings.map((text) => box(text)).join('\n')}
<h1 style="margin:0 0 12px;color:${view.isUrgent ? red : dark};font-size:20px;line-height:1.3">${escaped(view.headline)}</h1>
${paragraph(view.name, 'margin:0;font-size:18px;font-weight:600')}
${optional(view.about, `${quiet};margin-bottom:16px`)}
${view.lines.map(credential).join('\n')}
${optional(view.more, `${quiet};margin-bottom:16px`)}
${view.outlook.map((text) => paragraph(text, plain)).join('\n')}
${toDo(view)}
${view.reasons.map((text) => paragraph(text, quiet)).join('\n')}
<p style="${quiet};margin-top:20px;padding-top:12px;border-top:1px solid #d1d1d1">${escaped(view.footer)}</p>
</div>
</td></tr></table>
</body>
</html>
`
}

function credential({ name, about, isUrgent, expiry, sentences }: MailLine): string {
  return `<div style="margin:0 0 16px;padding:2px 0 2px 12px;border-left:3px solid ${isUrgent ? red : '#8a8a8a'}">
${paragraph(name, 'margin:0;font-weight:600')}
${paragraph(about, quiet)}
${[expiry, ...sentences].map((text) => paragraph(text, 'margin:4px 0 0')).join('\n')}
</div>`
}

function toDo({ toDo: next }: MailView): string {
  if (next === null) return ''
  return `<h2 style="margin:20px 0 4px;font-size:16px">What to do</h2>
${paragraph(next.open, plain)}
<p style="margin:0 0 8px;padding:8px 12px;background:#f5f5f5;font:15px/1.5 Consolas,monospace">${escaped(next.command)}</p>
${optional(next.offers, `${plain};margin-bottom:20px`)}`
}

function box(text: string): string {
  return paragraph(text, 'margin:0 0 16px;padding:8px 12px;background:#fff4ce')
}

function optional(text: string, style: string): string {
  return text === '' ? '' : paragraph(text, style)
}

function paragraph(text: string, style: string): string {
  return `<p style="${style}">${escaped(text)}</p>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
