import { inCi } from '../support/in-ci.ts'
import { survivesPairs } from './crash-pairs.ts'
import { undoneRotation } from './crash-stories.ts'

survivesPairs(undoneRotation, inCi(3, 83))
