package meaning

import (
	"context"

	"github.com/lore-lrs/lore/internal/problem"
)

// MapCourse gives an activity a course. Errors: Invalid; NotFound for the store.
func (r *Registry) MapCourse(ctx context.Context, store int64, activity, course string) error {
	if err := checkIRI("activity", activity); err != nil {
		return err
	}
	if err := checkIRI("course", course); err != nil {
		return err
	}
	return r.put(ctx, store, kindCourse, activity, course)
}

// UnmapCourse takes the course of an activity back. Errors: NotFound.
func (r *Registry) UnmapCourse(ctx context.Context, store int64, activity string) error {
	return r.take(ctx, store, kindCourse, activity, problem.New(problem.NotFound, "activity-unmapped",
		"the activity %q was given no course", activity))
}

// Courses returns the activities that were given a course, by id.
func (r *Registry) Courses(ctx context.Context, store int64) ([]Course, error) {
	decided, err := r.decisions(ctx, store, kindCourse)
	courses := make([]Course, len(decided))
	for i, d := range decided {
		courses[i] = Course{d.name, d.value, d.changed}
	}
	return courses, err
}
