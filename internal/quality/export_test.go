package quality

// LagQuantile is what a report says of lags in microseconds, in seconds.
func LagQuantile(all []int64, share float64) *float64 {
	var one, two lags
	for i, lag := range all {
		if i%2 == 0 {
			one.add(lag)
		} else {
			two.add(lag)
		}
	}
	one.addAll(&two)
	return one.quantile(share)
}
