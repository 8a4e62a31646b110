package sample

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/lore-lrs/lore/xapi"
)

// video is a film in a course.
type video struct {
	*activity
	// length in seconds.
	length float64
	// popular is where a passage begins that many play again, and how long it is;
	// boring where many stop.
	popular, popularLength, boring float64
}

func newVideo(id string, name label, length float64, i int) *video {
	return &video{
		activity: newActivity(id, typeVideo, name, ""), length: length,
		popular: length * (0.34 + 0.11*float64(i%3)), popularLength: 24 + 7*float64(i%3), boring: length * (0.62 - 0.1*float64(i%2)),
	}
}

const videoExtensions = "https://w3id.org/xapi/video/extensions/"

// viewing is somebody watching a video.
type viewing struct {
	*life
	video *video
	in    within
	// at is the time of the clock, head the place in the video, from where it plays.
	at         int64
	head, from float64
	segments   []string
	seen       float64
	session    xapi.UUID
}

// watch plays a video; it returns when it is over, and whether it was seen to its
// end.
func (l *life) watch(v *video, in within, at int64) (end int64, whole bool) {
	r := l.random
	w := &viewing{life: l, video: v, in: in, at: at, session: l.year.id()}
	w.in.category = videoCategory
	w.tell(initialized, "")
	w.play()
	stop := v.length
	if r.Float64() < 0.16+0.25*(1-l.person.diligence) {
		stop = v.boring + r.NormFloat64()*v.length*0.06
		stop = max(v.length*0.1, min(v.length, stop))
	}
	if r.Float64() < 0.3 {
		w.run(v.length * (0.1 + 0.5*r.Float64()))
		if w.head < stop {
			w.pause()
			w.at += int64((20 + 200*r.Float64()) * float64(second))
			w.play()
		}
	}
	if again := v.popular + v.popularLength; r.Float64() < 0.34 && w.head < again && again < stop {
		w.run(again)
		w.seek(v.popular + 2*r.Float64())
		w.run(again)
	}
	if r.Float64() < 0.12 && w.head < stop*0.8 {
		w.seek(w.head + v.length*0.15*r.Float64())
	}
	w.run(stop)
	w.pause()
	if stop == v.length {
		w.tell(completed, `"completion":true,"duration":"`+duration(int64(w.seen*float64(second)))+`",`)
	}
	w.tell(terminated, "")
	return w.at, stop == v.length
}

// run plays until a place in the video.
func (w *viewing) run(to float64) {
	if to > w.head {
		w.at += int64((to - w.head) * float64(second))
		w.head = to
	}
}

func (w *viewing) play() {
	w.from = w.head
	w.tell(played, "")
}

// cut ends the segment that is played.
func (w *viewing) cut() {
	if w.head > w.from {
		w.segments = append(w.segments, number(w.from, 2)+"[.]"+number(w.head, 2))
		w.seen += w.head - w.from
	}
	w.from = w.head
}

func (w *viewing) pause() {
	w.cut()
	w.tell(paused, "")
}

func (w *viewing) seek(to float64) {
	w.cut()
	from := w.head
	w.head, w.from = to, to
	w.say(w.at, seeked, w.video.activity, w.context(), fmt.Sprintf(`{"extensions":{%q:%s,%q:%s}}`,
		videoExtensions+"time-from", number(from, 2), videoExtensions+"time-to", number(to, 2)))
	w.at += second
}

func (w *viewing) context() within {
	in := w.in
	in.extensions = fmt.Sprintf(`,%q:%s,%q:"%s"`, videoExtensions+"length", number(w.video.length, 2), videoExtensions+"session-id", w.session)
	return in
}

// tell says what happens, with the place in the video and, where it stops, the
// segments; members come first in the result.
func (w *viewing) tell(v *verb, members string) {
	extensions := fmt.Sprintf(`%q:%s`, videoExtensions+"time", number(w.head, 2))
	if v == paused || v == completed || v == terminated {
		extensions += fmt.Sprintf(`,%q:"%s",%q:%s`, videoExtensions+"played-segments", strings.Join(w.segments, "[,]"),
			videoExtensions+"progress", number(min(1, w.head/w.video.length), 3))
	}
	w.say(w.at, v, w.video.activity, w.context(), `{`+members+`"extensions":{`+extensions+`}}`)
	w.at += second / 5
}

// duration writes an ISO 8601 duration in seconds.
func duration(micros int64) string { return "PT" + number(float64(micros)/float64(second), 2) + "S" }

// chance is true with a probability.
func chance(r *rand.Rand, p float64) bool { return r.Float64() < p }
