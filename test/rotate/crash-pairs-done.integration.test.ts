import { survivesEveryPair } from './crash-pairs.ts'
import { wholeRotation } from './crash-stories.ts'

survivesEveryPair(wholeRotation)
