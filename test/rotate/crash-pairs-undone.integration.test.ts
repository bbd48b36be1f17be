import { survivesEveryPair } from './crash-pairs.ts'
import { undoneRotation } from './crash-stories.ts'

survivesEveryPair(undoneRotation)
