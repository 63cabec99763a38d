select a || 1
