import { inCi } from '../support/in-ci.ts'
import { survivesPairs } from './crash-pairs.ts'
import { wholeRotation } from './crash-stories.ts'

survivesPairs(wholeRotation, inCi(1, 43))
