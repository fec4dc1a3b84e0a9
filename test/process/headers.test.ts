import { testCases } from './case-tests.js'

testCases('headers of every form (H01-H14)', 'headers.cjs')
