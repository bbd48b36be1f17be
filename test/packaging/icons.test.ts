import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { projectFileUrl, readProjectFile } from '../support/project-file.ts'

/** Size and color type from a PNG's first chunk: https://www.w3.org/TR/png-3/#11IHDR */
function readPngHeader(path: string): { width: number; height: number; hasAlpha: boolean } {
  const bytes = readFileSync(projectFileUrl(path))
  expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
  expect(bytes.toString('latin1', 12, 16)).toBe('IHDR')
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20), hasAlpha: bytes.readUInt8(25) === 6 }
}

test('the color icon is a full square of 192 pixels', () => {
  expect(readPngHeader('appPackage/color.png')).toEqual({ width: 192, height: 192, hasAlpha: false })
})

test('the outline icon is 32 pixels on a transparent ground', () => {
  expect(readPngHeader('appPackage/outline.png')).toEqual({ width: 32, height: 32, hasAlpha: true })
})

test('the drawing of the color icon uses the accent color of the manifest', () => {
  const { accentColor } = JSON.parse(readProjectFile('appPackage/manifest.json'))
  expect(colorsOf('appPackage/color.svg')).toEqual(['#0f5c6e', '#fff'])
  expect(accentColor.toLowerCase()).toBe('#0f5c6e')
})

test('the drawing of the outline icon uses nothing but white', () => {
  expect(colorsOf('appPackage/outline.svg')).toEqual(['#fff'])
})

function colorsOf(path: string): string[] {
  return [
    ...new Set(
      readProjectFile(path)
        .toLowerCase()
        .match(/#[0-9a-f]{3,6}/g),
    ),
  ].sort()
}
