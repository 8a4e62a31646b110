package nodetest

import "time"

// trouble is what befalls a cluster under load.
type trouble struct {
	name   string
	strike func(s *scene)
}

// some is how many requests are acknowledged before, between and after.
const some = 40

var troubles = []trouble{
	{"nothing happens", func(s *scene) { s.load.progress(2 * some) }},
	{"a node is killed", func(s *scene) {
		n := s.anyNode()
		n.kill()
		s.load.progress(some)
		n.start()
	}},
	{"a node is paused", func(s *scene) {
		n := s.anyNode()
		n.pause()
		<-time.After(s.pause) // the time itself is what is tried
		n.wake()
	}},
	{"the clock of a node jumps", func(s *scene) {
		clock := s.cluster.nodes[len(s.cluster.nodes)-1].clock
		for _, off := range []time.Duration{-10 * time.Second, 10 * time.Second, 0} {
			clock.jump(s.t, off)
			s.load.progress(some)
		}
	}},
	{"the database crashes", func(s *scene) {
		s.database.Stop("immediate")
		s.database.Start()
	}},
	{"every connection to the database is cut", func(s *scene) {
		for range 3 {
			execute(s.t, s.cluster.database, `
				SELECT pg_terminate_backend(pid)
				FROM pg_stat_activity
				WHERE datname = current_database() AND pid <> pg_backend_pid()`)
			s.load.progress(some / 2)
		}
	}},
	{"a paused node is killed", func(s *scene) {
		n := s.anyNode()
		n.pause()
		s.load.progress(some)
		n.kill()
		n.start()
	}},
	{"all nodes are stopped in order", func(s *scene) {
		for _, n := range s.cluster.nodes {
			n.stop()
			n.start()
			s.load.progress(some)
		}
	}},
}
