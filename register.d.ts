// Loading it is all there is to it.
export {}
