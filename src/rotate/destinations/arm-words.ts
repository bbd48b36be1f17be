import { z } from 'zod/v4'
import type { ApiWords } from './trouble-of.ts'

const errorShape = z.object({ error: z.object({ code: z.string() }) })

/** Azure Resource Manager's errors: `{"error":{"code","message"}}`. */
export function armWords(role: string): ApiWords {
  return {
    name: 'Azure',
    remedies: {
      401: "Check AZURE_RESOURCE_MANAGER_URL and Keyturn's identity.",
      403: `Give Keyturn's identity ${role}.`,
      404: 'Check the id of the resource: it may have been moved or deleted.',
    },
    otherwise: 'Look at the resource in the Azure portal.',
    codeOf: (body) => errorShape.safeParse(body).data?.error.code,
  }
}
