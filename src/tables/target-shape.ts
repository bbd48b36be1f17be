import { z } from 'zod/v4'
import type { DestinationTarget } from '../domain/destination.ts'

/** Where a rotated secret goes, as stored. */
export const targetShape: z.ZodType<DestinationTarget> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('keyVault'),
    vaultUrl: z.string(),
    secretName: z.string(),
    grantOwnersOn: z.string().nullable(),
  }),
  z.object({ kind: z.literal('devOps'), organization: z.string(), project: z.string(), endpointId: z.string() }),
  z.object({
    kind: z.literal('vercel'),
    project: z.string(),
    teamId: z.string().nullable(),
    variable: z.string(),
    environments: z.array(z.enum(['production', 'preview', 'development'])),
    redeploys: z.boolean(),
  }),
  z.object({ kind: z.literal('apiConnection'), resourceId: z.string() }),
  z.object({ kind: z.literal('appService'), resourceId: z.string() }),
  z.object({ kind: z.literal('containerApp'), resourceId: z.string() }),
  z.object({ kind: z.literal('webhook'), url: z.string() }),
  z.object({ kind: z.literal('runbook'), accountId: z.string(), runbook: z.string() }),
])
