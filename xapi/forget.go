package xapi

// mostKept is how many nodes or bytes of working memory are kept for the next
// text: what only rare huge texts need is let go.
const mostKept = 1 << 18

// forget makes a tape ready to lie in a pool: it keeps no text alive.
func (t *tape) forget() {
	t.text = nil
	if cap(t.nodes) > mostKept {
		t.nodes = nil
	}
}

func (f *normalForm) forget() {
	f.tape.forget()
	if cap(f.form) > mostKept {
		f.form = nil
	}
	if cap(f.spare) > mostKept {
		f.spare = nil
	}
	if cap(f.sorting) > mostKept {
		f.sorting = nil
	}
}
