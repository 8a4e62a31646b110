package postgres

// SelectNewer is the query of Newer, whose plan is held.
const SelectNewer = selectNewer
