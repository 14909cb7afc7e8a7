/// One page of scanned cells as columns of equal length: what travels from Scanning to Aggregation, once a page.
///
/// Cell `i` is the reading `value[i]` of sensor `sensor[i]` at `time[i]`; a null cell has NaN for its value (readings
/// are always finite). `record[i]` is the cell's record as an index into `recordStart`/`recordEnd`, which hold byte
/// offsets from the start of the work item. Fixed capacity; owned by one worker; freed at its end.
package struct ReadingColumns: ~Copyable {
  package let cellsMax: Int
  package let recordsMax: Int
  package let sensor: UnsafeMutablePointer<Int32>
  /// Microseconds of UTC.
  package let time: UnsafeMutablePointer<Int64>
  package let value: UnsafeMutablePointer<Double>
  /// OPC DA form.
  package let quality: UnsafeMutablePointer<UInt8>
  package let record: UnsafeMutablePointer<Int32>
  package let recordStart: UnsafeMutablePointer<Int>
  package let recordEnd: UnsafeMutablePointer<Int>
  package var cellCount = 0
  package var recordCount = 0
  /// The number within the work item, from 0, of the page's first record.
  package var firstRecord = 0

  package init(cellsMax: Int, recordsMax: Int) {
    self.cellsMax = cellsMax
    self.recordsMax = recordsMax
    sensor = .allocate(capacity: cellsMax)
    time = .allocate(capacity: cellsMax)
    value = .allocate(capacity: cellsMax)
    quality = .allocate(capacity: cellsMax)
    record = .allocate(capacity: cellsMax)
    recordStart = .allocate(capacity: recordsMax)
    recordEnd = .allocate(capacity: recordsMax)
  }

  deinit {
    sensor.deallocate()
    time.deallocate()
    value.deallocate()
    quality.deallocate()
    record.deallocate()
    recordStart.deallocate()
    recordEnd.deallocate()
  }
}
